"""What the wizard can prove: one small module a check, no Django in it (start at registry.py)."""
