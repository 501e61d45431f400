"""The whole flow of the item, from request to files."""
