"""Charts without code: a choice of metrics, groupings and shows, answered by the registry.

``chart`` is what is asked, ``figures`` what can be asked, ``places`` where a show's part stands in
a drawing, ``pool`` how parts become one figure, ``answer`` the use of them all.
"""
