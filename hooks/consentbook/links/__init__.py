"""Links: the register of named links, the rules on them, and the checks inside and outside the site."""
