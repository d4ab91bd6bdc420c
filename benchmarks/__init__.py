"""Generated customers in any number, and what the addon does with them in what time."""
