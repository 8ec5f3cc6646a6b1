"""Pages of the members, one module for each room of the rail."""
