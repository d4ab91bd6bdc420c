import tempfile

from werkzeug.utils import send_file

from odoo import http
from odoo.http import request


class SegmentExport(http.Controller):
    @http.route(
        "/repeat_sales_crm/segment_export/<int:export_id>",
        type="http",
        auth="user",
        methods=["GET"],
    )
    def download(self, export_id):
        """Write the file that a wizard asks for, and send it."""
        wizard = request.env["crm.segment.export"].browse(export_id)
        wizard.check_access("read")
        if not wizard.exists():
            raise request.not_found()
        # Closed by the response when all of it is sent.
        file = tempfile.TemporaryFile()  # noqa: SIM115
        name, mimetype = wizard._write_file(file)
        file.seek(0)
        return send_file(
            file,
            request.httprequest.environ,
            mimetype=mimetype,
            as_attachment=True,
            download_name=name,
        )
