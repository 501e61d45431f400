"""The words that an attribute may take."""

ITEMS = ("eye_movement", "endoscopy", "fetal_ultrasound", "runtime", "system", "bench", "training")
SAFETY_CLASSES = ("A", "B", "C")
SEVERITIES = ("negligible", "minor", "serious", "critical", "catastrophic")
PROBABILITIES = ("incredible", "improbable", "remote", "occasional", "probable", "frequent")
CAUSE_KINDS = ("foreseeable_misuse", "wrong_requirement", "software_fault", "soup_failure", "hardware")
CONTROL_KINDS = ("safe_by_design", "protective_measure", "information")
VERIFICATION_METHODS = ("test", "analysis", "inspection")
DESIGN_KINDS = ("component", "unit", "interface")
TEST_LEVELS = ("unit", "integration", "system")
PURPOSES = ("implementation", "effectiveness", "performance", "negative")
# The content areas of requirements that IEC 62304 5.2.2 asks to be considered, in our own words.
AREAS = (
    "functional",
    "inputs_outputs",
    "interfaces",
    "alarms_warnings",
    "security",
    "user_interface",
    "data",
    "installation",
    "operation_maintenance",
    "network",
    "user_maintenance",
    "regulatory",
    "performance",
)
