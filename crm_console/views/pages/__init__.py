"""Pages of the main window; each stands for one piece of work."""
