"""Reports of what hurts, and what moderators decide on them."""
