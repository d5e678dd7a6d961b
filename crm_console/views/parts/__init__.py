"""Small widgets that say nothing of their own: they show what they are given."""
