"""What people ask of us: erasure first."""
