"""What the commands "compare" and "profile" have in common."""
