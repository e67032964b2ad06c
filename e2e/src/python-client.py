"""What people do to pods with python3-kubernetes; prints what came of it as JSON. Arguments: kubeconfig, pod, reader."""

import json
import sys

from kubernetes import client, config, watch
from kubernetes.stream import portforward, stream

kubeconfig, pod, reader = sys.argv[1:]
config.load_kube_config(kubeconfig)
core = client.CoreV1Api()
space = "default"
seen = {}


def shell(script, **options):
    streams = dict(stderr=True, stdin=False, stdout=True, tty=False, **options)
    return stream(core.connect_get_namespaced_pod_exec, pod, space, command=["sh", "-c", script], **streams)


seen["exec"] = shell("echo out")
split = shell("echo out; echo err >&2; exit 3", _preload_content=False)
split.run_forever(timeout=60)
seen["exec_split"] = [split.read_stdout(), split.read_stderr(), split.returncode]
talk = stream(
    core.connect_get_namespaced_pod_exec, pod, space, command=["cat"],
    stderr=True, stdin=True, stdout=True, tty=True, _preload_content=False,
)
talk.write_stdin("typed\n")
seen["exec_tty"] = talk.readline_stdout(timeout=60).strip()
talk.close()

attached = stream(
    core.connect_get_namespaced_pod_attach, reader, space,
    stderr=True, stdin=True, stdout=True, tty=False, _preload_content=False,
)
attached.write_stdin("hello\n")
seen["attach"] = attached.readline_stdout(timeout=60)
attached.close()

seen["log"] = core.read_namespaced_pod_log(pod, space)
seen["log_timestamps"] = core.read_namespaced_pod_log(pod, space, timestamps=True, tail_lines=1)
seen["log_previous"] = core.read_namespaced_pod_log("again", space, previous=True)
followed = core.read_namespaced_pod_log(pod, space, follow=True, _preload_content=False)
seen["log_follow"] = followed.readline().decode()
followed.release_conn()
seen["log_watch"] = next(watch.Watch().stream(core.read_namespaced_pod_log, name=pod, namespace=space))

maps = "python"
core.create_namespaced_config_map(space, {"metadata": {"name": maps}, "data": {"a": "1"}})
core.patch_namespaced_config_map(maps, space, {"data": {"strategic": "1"}})
core.patch_namespaced_config_map(maps, space, [{"op": "add", "path": "/data/json", "value": "1"}])
path = "/api/v1/namespaces/default/configmaps/" + maps


def patch(kind, body, query=()):
    headers = {"Content-Type": kind, "Accept": "application/json"}
    token = ["BearerToken"]
    core.api_client.call_api(path, "PATCH", query_params=list(query), header_params=headers, body=body, auth_settings=token)


patch("application/merge-patch+json", {"data": {"merge": "1", "a": None}})
applied = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": maps}, "data": {"apply": "1"}}
patch("application/apply-patch+yaml", json.dumps(applied), [("fieldManager", "python"), ("force", True)])
seen["patched"] = core.read_namespaced_config_map(maps, space).data
events = watch.Watch()
core.delete_namespaced_config_map(maps, space)
version = core.list_namespaced_config_map(space).metadata.resource_version
core.create_namespaced_config_map(space, {"metadata": {"name": maps + "-watched"}})
for event in events.stream(core.list_namespaced_config_map, space, resource_version=version, timeout_seconds=60):
    seen["watch"] = [event["type"], event["object"].metadata.name]
    events.stop()

forwarded = portforward(core.connect_get_namespaced_pod_portforward, pod, space, ports="8080")
socket = forwarded.socket(8080)
socket.settimeout(60)
socket.sendall(b"through")
received = b""
while len(received) < 7:
    received += socket.recv(1024)
seen["port_forward"] = received.decode()
socket.close()
print(json.dumps(seen))
