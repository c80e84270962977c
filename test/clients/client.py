"""What a program in Python does with the API: `client.py POD`. Prints a line for each step."""

import sys

from kubernetes import client, config, watch
from kubernetes.stream import stream

pod = sys.argv[1]
namespace = "gastown-workers"
config.load_kube_config()
core = client.CoreV1Api()

pods = core.list_namespaced_pod(namespace, label_selector="polecat=walker").items
print("pods", *[found.metadata.name for found in pods])

polecats = client.CustomObjectsApi().list_namespaced_custom_object(
    "gastown.gastown.io", "v1alpha1", "gastown-system", "polecats"
)
print("polecats", *[found["metadata"]["name"] for found in polecats["items"]])

version = core.list_namespaced_config_map("default").metadata.resource_version
core.create_namespaced_config_map("default", {"metadata": {"name": "seen"}})
core.delete_namespaced_config_map("seen", "default")
watching = watch.Watch()
for event in watching.stream(core.list_namespaced_config_map, "default", resource_version=version, timeout_seconds=10):
    print("watch", event["type"], event["object"].metadata.name)
    if event["type"] == "DELETED":
        watching.stop()

lines = []
following = watch.Watch()
for line in following.stream(core.read_namespaced_pod_log, pod, namespace, container="agent", tail_lines=1):
    lines.append(line.split(" ")[0])
    if len(lines) == 3:
        following.stop()
print("log", *lines)

command = ["sh", "-c", "read word; echo $word back; exit 3"]
session = stream(
    core.connect_get_namespaced_pod_exec,
    pod,
    namespace,
    container="agent",
    command=command,
    stdin=True,
    stdout=True,
    stderr=True,
    tty=False,
    _preload_content=False,
)
session.write_stdin("there and\n")
said = ""
while session.is_open():
    session.update(timeout=10)
    said += session.read_stdout() if session.peek_stdout() else ""
print("exec", said.strip(), session.returncode)
