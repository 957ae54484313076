"""Where widgets are: whether they cover each other, and whether all of each is in the window."""


def overlapping(widgets, prefix, slack=0):
    """Pairs of places that cover each other by more than `slack` pixels, of names that begin so: a prefix or a tuple of
    them."""
    places = [(name, widget["rect"]) for name, widget in widgets.items() if name.startswith(prefix)]
    pairs = []
    for index, (name, (x, y, w, h)) in enumerate(places):
        for other, (ox, oy, ow, oh) in places[index + 1:]:
            if (x + slack < ox + ow and ox + slack < x + w and y + slack < oy + oh and oy + slack < y + h):
                pairs.append((name, other))
    return pairs


def outside(widgets, prefix, size, slack=0):
    """Those of which not all is in a window of that size, give or take `slack` pixels, of names that begin so; empty
    ones, too."""
    found = []
    for name, widget in widgets.items():
        x, y, w, h = widget["rect"]
        if name.startswith(prefix) and not (min(x, y) >= -slack and x + w <= size[0] + slack
                                            and y + h <= size[1] + slack and w > 0 and h > 0):
            found.append((name, widget["rect"]))
    return found
