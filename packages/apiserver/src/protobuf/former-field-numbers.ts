/**
 * The field numbers of versions that are gone, as {@link fieldNumbersText} has those of the others. Messages that are not
 * named are those of the versions that the package is `like`.
 */
export const formerFieldNumbersText = `
[admissionregistration.v1alpha1 like admissionregistration.v1]
[admissionregistration.v1beta1 like admissionregistration.v1]
[apps.v1beta1 like apps.v1]
DeploymentRollback name updatedAnnotations rollbackTo!
DeploymentSpec replicas? selector template! strategy! minReadySeconds revisionHistoryLimit? paused rollbackTo progressDeadlineSeconds?
RollbackConfig revision
[apps.v1beta2 like apps.v1]
[autoscaling.v2beta1 like autoscaling.v2]
ContainerResourceMetricSource name targetAverageUtilization? targetAverageValue container
ContainerResourceMetricStatus name currentAverageUtilization? currentAverageValue! container
ExternalMetricSource metricName metricSelector targetValue targetAverageValue
ExternalMetricStatus metricName metricSelector currentValue! currentAverageValue
HorizontalPodAutoscalerSpec scaleTargetRef! minReplicas? maxReplicas metrics
ObjectMetricSource target! metricName targetValue! selector averageValue
ObjectMetricStatus target! metricName currentValue! selector averageValue
PodsMetricSource metricName targetAverageValue! selector
PodsMetricStatus metricName currentAverageValue! selector
ResourceMetricSource name targetAverageUtilization? targetAverageValue
ResourceMetricStatus name currentAverageUtilization? currentAverageValue!
[autoscaling.v2beta2 like autoscaling.v2]
[batch.v1beta1 like batch.v1]
[certificates.v1beta1 like certificates.v1]
[coordination.v1beta1 like coordination.v1]
[discovery.v1beta1 like discovery.v1]
Endpoint addresses conditions! hostname? targetRef topology nodeName? hints
[events.v1beta1 like events.v1]
[extensions.v1beta1 like apps.v1 networking.v1]
DaemonSetSpec selector template! updateStrategy! minReadySeconds templateGeneration revisionHistoryLimit?
DeploymentRollback name updatedAnnotations rollbackTo!
DeploymentSpec replicas? selector template! strategy! minReadySeconds revisionHistoryLimit? paused rollbackTo progressDeadlineSeconds?
IngressBackend serviceName servicePort! resource
IngressSpec backend tls rules ingressClassName?
RollbackConfig revision
[flowcontrol.v1beta3 like flowcontrol.v1]
[flowcontrol.v1beta2 like flowcontrol.v1]
LimitedPriorityLevelConfiguration assuredConcurrencyShares? limitResponse lendablePercent? borrowingLimitPercent?
[flowcontrol.v1beta1 like flowcontrol.v1]
LimitedPriorityLevelConfiguration assuredConcurrencyShares? limitResponse lendablePercent? borrowingLimitPercent?
[networking.v1beta1 like networking.v1]
IngressBackend serviceName servicePort! resource
IngressSpec backend tls rules ingressClassName?
[policy.v1beta1 like policy.v1]
[rbac.v1alpha1 like rbac.v1]
PolicyRule verbs 3:apiGroups resources resourceNames nonResourceURLs
Subject kind apiVersion name namespace
[rbac.v1beta1 like rbac.v1]
[resource.v1beta2 like resource.v1]
[resource.v1beta1 like resource.v1]
BasicDevice attributes capacity consumesCounters nodeName? nodeSelector allNodes? taints bindsToNode? bindingConditions bindingFailureConditions allowMultipleAllocations? nodeAllocatableResourceMappings
Device name basic
DeviceRequest name deviceClassName selectors allocationMode count adminAccess? firstAvailable tolerations capacity
DeviceSubRequest name deviceClassName selectors allocationMode count 7:tolerations capacity
ResourceSliceSpec driver pool! nodeName nodeSelector allNodes devices perDeviceNodeSelection? sharedCounters
[scheduling.v1alpha1 like scheduling.v1]
[scheduling.v1beta1 like scheduling.v1]
[storage.v1alpha1 like storage.v1]
[storage.v1beta1 like storage.v1]
`;
