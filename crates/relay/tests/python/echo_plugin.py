"""A plugin on the public library: notifies on run, and tells the presenter's name when that changes."""
import sys

import nanome
from nanome.util.enums import NotificationTypes


class Echo(nanome.PluginInstance):
    def on_run(self):
        self.send_notification(NotificationTypes.message, "ran")

    def on_presenter_change(self):
        self.send_notification(NotificationTypes.success, "changed")


if __name__ == "__main__":
    port, key = int(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else None
    sys.argv = sys.argv[:1]
    plugin = nanome.Plugin("Echo", "For a test", ["Test"], False, integrations=[nanome.util.enums.Integrations.minimization])
    plugin.set_plugin_class(Echo)
    plugin.run("127.0.0.1", port, key)
