"""Where widgets are: whether they cover each other, and whether all of each is in the window."""


def overlapping(widgets, prefix):
    """Pairs of places that cover each other, of names that begin so: a prefix or a tuple of them."""
    places = [(name, widget["rect"]) for name, widget in widgets.items() if name.startswith(prefix)]
    pairs = []
    for index, (name, (x, y, w, h)) in enumerate(places):
        for other, (ox, oy, ow, oh) in places[index + 1:]:
            if x < ox + ow and ox < x + w and y < oy + oh and oy < y + h:
                pairs.append((name, other))
    return pairs


def outside(widgets, prefix, size):
    """Those of which not all is in a window of that size, of names that begin so; empty ones, too."""
    found = []
    for name, widget in widgets.items():
        x, y, w, h = widget["rect"]
        if name.startswith(prefix) and not (0 <= x and 0 <= y and x + w <= size[0] and y + h <= size[1]
                                            and w > 0 and h > 0):
            found.append((name, widget["rect"]))
    return found
