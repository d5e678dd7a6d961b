"""Workbooks, CSV files and templates, in and out."""
