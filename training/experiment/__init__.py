"""The experiment behind CRKD's claims (arXiv 2303.06820): its rows, what they cost, and the page that tells of them."""
