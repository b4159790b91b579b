"""The server with TLS: the same files, Strict-Transport-Security, and a redirect from plain HTTP to a fixed name."""

import http.client
import ssl
from pathlib import Path

import trustme

from tests.editions.hosting.nginx import nginx_serving
from tests.editions.hosting.releases import make_release, serve, small_files


def test_tls_is_asked_for_and_kept_to(tmp_path: Path) -> None:
    published, work = tmp_path / "published", tmp_path / "work"
    make_release(published, "one", small_files())
    serve(published, "one")
    (work / "tls").mkdir(parents=True)
    authority = trustme.CA()
    certificate = authority.issue_cert("localhost")
    certificate.private_key_pem.write_to_path(work / "tls" / "key.pem")
    certificate.cert_chain_pems[0].write_to_path(work / "tls" / "fullchain.pem")
    trusting = ssl.create_default_context()
    authority.configure_trust(trusting)
    with nginx_serving(published, work, "tls.conf") as nginx:
        connection = http.client.HTTPSConnection("localhost", nginx.ports["8443"], context=trusting, timeout=10)
        connection.request("GET", "/2026.11/")
        answer = connection.getresponse()
        assert answer.status == 200
        assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"
        assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
        connection.close()
        for path in ("/2026.11/?a=b", "/wording/banner/opt-in/r3/de.txt"):
            plain = nginx.ask(path, host="evil.example")
            assert plain.status == 301
            assert plain["location"] == f"https://consentbook.example{path}"
            assert plain["strict-transport-security"] == ""
            assert plain["x-content-type-options"] == "nosniff"
            assert plain["content-security-policy"].startswith("default-src 'none'")
            assert plain["cache-control"] == "no-cache"
            assert plain["access-control-allow-origin"] == ""
