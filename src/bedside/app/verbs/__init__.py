"""The commands, a file each: what can be asked, and what is done."""
