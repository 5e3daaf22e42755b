"""What scripts/chaos.py and scripts/readers.py are made of."""
