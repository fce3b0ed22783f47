"""What things cost: each module prints medians, and how they compare with a floor measured in the same run."""
