"""The scrapy verbs of this project: each parses, calls one function, prints."""
