"""Articles, talks and questions that experts share, and finding them."""
