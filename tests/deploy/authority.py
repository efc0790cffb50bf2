"""A certificate authority that speaks ACME (RFC 8555), as Let's Encrypt does: authority.py FOLDER. It says where its directory is and
serves until its standard input ends. FOLDER/authority.crt is what trusts its certificates.

It is somebody else's server, acme2certifier, asked as it is but for one thing: every name leads to this machine.
"""

import os
import subprocess
import sys
import threading
from pathlib import Path
from wsgiref.simple_server import WSGIRequestHandler, make_server

CONFIGURATION = """
[DBhandler]
handler: wsgi
dbfile: {folder}/orders.db
[CAhandler]
handler_module: acme2certifier.cahandlers.openssl_ca_handler
issuing_ca_key: {folder}/authority.key
issuing_ca_cert: {folder}/authority.crt
issuing_ca_crl: {folder}/revoked.pem
cert_validity_days: 90
cert_save_path: {folder}/issued
ca_cert_chain_list: []
# certbot asks for no subject any more, and then the alternative names would have to be marked critical, which this server does not
cn_enforce: True
"""


class Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass


def main(folder: Path) -> None:
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-noenc", "-days", "2",
                    "-subj", "/CN=authority of the test", "-addext", "basicConstraints=critical,CA:TRUE",
                    "-addext", "keyUsage=critical,keyCertSign,cRLSign",
                    "-keyout", folder / "authority.key", "-out", folder / "authority.crt"], check=True, stderr=subprocess.DEVNULL)
    (folder / "issued").mkdir()
    (folder / "acme.cfg").write_text(CONFIGURATION.format(folder=folder))
    # it is read when the modules are
    os.environ["ACME_SRV_CONFIGFILE"] = str(folder / "acme.cfg")
    from acme2certifier.acme_srv import helper
    from acme2certifier.share.acme2certifier_wsgi import application

    helper.fqdn_resolve = lambda *_, **__: (["127.0.0.1"], False, None)
    server = make_server("127.0.0.1", 0, application, handler_class=Quiet)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(f"http://127.0.0.1:{server.server_port}/directory", flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
