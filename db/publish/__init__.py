"""What leaves the house: report, release, data dictionary."""
