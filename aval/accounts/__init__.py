"""Who operates: the organisation (controller), its brands (advertisers), its members."""
