"""Announcements become claims, promotions and livestreams: lexicons and a small grammar."""
