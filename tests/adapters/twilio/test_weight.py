import subprocess
import sys

MODULES = ["form", "signature", "incoming", "addresses", "twiml", "hand_offs", "render", "rest"]


def test_twilios_library_is_not_loaded_before_a_request_needs_it() -> None:
    imports = ", ".join(f"ivr.adapters.twilio.{name}" for name in MODULES)
    program = f"import sys, {imports}; sys.exit('twilio' in sys.modules or 'requests' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
