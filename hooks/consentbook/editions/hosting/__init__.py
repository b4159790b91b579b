"""What a web server needs to serve a release: packed files, the policy of its pages, and the headers of each path."""
