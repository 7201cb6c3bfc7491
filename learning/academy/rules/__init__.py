"""What the academy computes from plain values."""
