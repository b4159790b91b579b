"""Links: the register of named links, the rules on them, and the checks inside and outside the site."""

REGISTER = "links.yml"  # the file of the register, in a project
# How a build is told what the last check found: the file with its report, as JSON.
REPORT_VARIABLE = "CONSENTBOOK_LINKS_REPORT"
