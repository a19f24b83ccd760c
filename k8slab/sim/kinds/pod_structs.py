"""The Go structs behind a pod's spec, as the API server prints them when a forbidden part was changed.

What is rarely set (affinity, sources of volumes that need a driver) is shown as the manifest has it.

Source: https://pkg.go.dev/k8s.io/kubernetes/pkg/apis/core#PodSpec
"""

from __future__ import annotations

from k8slab.objects.meta import Object
from k8slab.sim.kinds.go_diff import struct

ITEM = struct("key:s path:s mode")
FIELD = struct("apiVersion:s fieldPath:s")
RESOURCE = struct("containerName:s resource:s divisor")
FACT = struct("path:s fieldRef resourceFieldRef mode", fieldRef=FIELD, resourceFieldRef=RESOURCE)
TOKEN = struct("audience:s expirationSeconds:i path:s")
PROJECTION = struct(
    "secret downwardAPI configMap serviceAccountToken clusterTrustBundle podCertificate",
    secret=struct("name:s items optional", items=ITEM),
    downwardAPI=struct("items", items=FACT),
    configMap=struct("name:s items optional", items=ITEM),
    serviceAccountToken=TOKEN,
)
VOLUME = struct(
    "name:s hostPath emptyDir gcePersistentDisk awsElasticBlockStore gitRepo secret nfs iscsi glusterfs "
    "persistentVolumeClaim rbd quobyte flexVolume cinder cephfs flocker downwardAPI fc azureFile "
    "configMap vsphereVolume azureDisk projected photonPersistentDisk portworxVolume scaleIO storageos "
    "csi ephemeral image",
    hostPath=struct("path:s type"),
    emptyDir=struct("medium:s sizeLimit"),
    secret=struct("secretName:s items defaultMode optional", items=ITEM),
    nfs=struct("server:s path:s readOnly:b"),
    persistentVolumeClaim=struct("claimName:s readOnly:b"),
    downwardAPI=struct("items defaultMode", items=FACT),
    configMap=struct("name:s items defaultMode optional", items=ITEM),
    projected=struct("sources defaultMode", sources=PROJECTION),
)
EXEC = struct("command")
HEADER = struct("name:s value:s")
HTTP = struct("path:s port host:s scheme:s httpHeaders", httpHeaders=HEADER)
TCP = struct("port host:s")
PROBE = struct(
    "exec httpGet tcpSocket grpc initialDelaySeconds:i timeoutSeconds:i periodSeconds:i "
    "successThreshold:i failureThreshold:i terminationGracePeriodSeconds",
    exec=EXEC,
    httpGet=HTTP,
    tcpSocket=TCP,
    grpc=struct("port:i service"),
)
HOOK = struct(
    "exec httpGet tcpSocket sleep", exec=EXEC, httpGet=HTTP, tcpSocket=TCP, sleep=struct("seconds:i")
)
KEY = struct("name:s key:s optional")
SOURCE = struct(
    "fieldRef resourceFieldRef configMapKeyRef secretKeyRef fileKeyRef",
    fieldRef=FIELD,
    resourceFieldRef=RESOURCE,
    configMapKeyRef=KEY,
    secretKeyRef=KEY,
)
ALL_OF = struct("name:s optional")
CONTAINER = struct(
    "name:s image:s command args workingDir:s ports envFrom env resources resizePolicy restartPolicy "
    "restartPolicyRules volumeMounts volumeDevices livenessProbe readinessProbe startupProbe lifecycle "
    "terminationMessagePath:s terminationMessagePolicy:s imagePullPolicy:s securityContext stdin:b "
    "stdinOnce:b tty:b",
    ports=struct("name:s hostPort:i containerPort:i protocol:s hostIP:s"),
    envFrom=struct("prefix:s configMapRef secretRef", configMapRef=ALL_OF, secretRef=ALL_OF),
    env=struct("name:s value:s valueFrom", valueFrom=SOURCE),
    resources=struct("limits requests claims"),
    volumeMounts=struct(
        "name:s readOnly:b recursiveReadOnly mountPath:s subPath:s mountPropagation subPathExpr:s"
    ),
    volumeDevices=struct("name:s devicePath:s"),
    livenessProbe=PROBE,
    readinessProbe=PROBE,
    startupProbe=PROBE,
    lifecycle=struct("postStart preStop stopSignal", postStart=HOOK, preStop=HOOK),
    securityContext=struct(
        "capabilities privileged seLinuxOptions windowsOptions runAsUser runAsGroup runAsNonRoot "
        "readOnlyRootFilesystem allowPrivilegeEscalation procMount seccompProfile appArmorProfile",
        capabilities=struct("add drop"),
    ),
)
OF_HOST = ("hostNetwork", "hostPID", "hostIPC", "shareProcessNamespace", "hostUsers")
"""What manifests say beside the security context, and the struct says in it."""
SECURITY = struct(
    "hostNetwork:b hostPID:b hostIPC:b shareProcessNamespace hostUsers seLinuxOptions windowsOptions "
    "runAsUser runAsGroup runAsNonRoot supplementalGroups supplementalGroupsPolicy fsGroup "
    "fsGroupChangePolicy sysctls seccompProfile appArmorProfile seLinuxChangePolicy",
    sysctls=HEADER,
)
POD_SPEC = struct(
    "volumes initContainers containers ephemeralContainers restartPolicy:s terminationGracePeriodSeconds "
    "activeDeadlineSeconds dnsPolicy:s nodeSelector serviceAccountName:s automountServiceAccountToken "
    "nodeName:s securityContext imagePullSecrets hostname:s subdomain:s setHostnameAsFQDN affinity "
    "schedulerName:s tolerations hostAliases priorityClassName:s priority preemptionPolicy dnsConfig "
    "readinessGates runtimeClassName overhead enableServiceLinks topologySpreadConstraints os "
    "schedulingGates resourceClaims resources hostnameOverride schedulingGroup",
    volumes=VOLUME,
    initContainers=CONTAINER,
    containers=CONTAINER,
    securityContext=SECURITY,
    imagePullSecrets=struct("name:s"),
    tolerations=struct("key:s operator:s value:s effect:s tolerationSeconds"),
    hostAliases=struct("ip:s hostnames"),
    dnsConfig=struct("nameservers searches options"),
    readinessGates=struct("conditionType:s"),
    topologySpreadConstraints=struct(
        "maxSkew:i topologyKey:s whenUnsatisfiable:s labelSelector minDomains nodeAffinityPolicy "
        "nodeTaintsPolicy matchLabelKeys"
    ),
    schedulingGates=struct("name:s"),
)


def internal(spec: Object) -> Object:
    """The manifest's spec with everything where the struct has it."""
    of_host = {name: spec[name] for name in OF_HOST if name in spec}
    return {**spec, "securityContext": {**(spec.get("securityContext") or {}), **of_host}}
