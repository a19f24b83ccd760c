"""What people look at while a cluster lives: the dashboard of a lab.

The kernel draws with `k8slab.pictures` and tells the page what changed; the page places it, and says which
button was pressed. Nothing here moves time by looking.
"""
