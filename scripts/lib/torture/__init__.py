"""What scripts/torture is made of: a cluster, runs on it, faults, and what is counted."""
