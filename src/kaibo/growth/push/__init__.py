"""Web push: the installation's own key pair (VAPID), and one encrypted message to one browser.

Messages go to the push services of the browser makers only (`HOSTS`): the address comes from a
page and must not lead into our own network.
"""
