"""Where to go: one module a site; the shapes say how to walk."""
