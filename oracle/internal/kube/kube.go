// Package kube calls Kubernetes' own code for DaemonSets and their pods, as the API server and the controller call it.
package kube

import (
	"context"
	"fmt"

	appsv1 "k8s.io/api/apps/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/util/validation/field"
	genericapirequest "k8s.io/apiserver/pkg/endpoints/request"
	"k8s.io/apiserver/pkg/registry/rest"
	"k8s.io/kubernetes/pkg/api/legacyscheme"
	"k8s.io/kubernetes/pkg/apis/apps"
	_ "k8s.io/kubernetes/pkg/apis/apps/install" // the types that the decoder knows
	"k8s.io/kubernetes/pkg/apis/core"
	_ "k8s.io/kubernetes/pkg/apis/core/install"
	"k8s.io/kubernetes/pkg/capabilities"
	"k8s.io/kubernetes/pkg/controller"
	daemonutil "k8s.io/kubernetes/pkg/controller/daemon/util"
	daemonsets "k8s.io/kubernetes/pkg/registry/apps/daemonset"
	pods "k8s.io/kubernetes/pkg/registry/core/pod"
)

// Node is the name of the node for which Pod makes a pod.
const Node = "node"

var decoder runtime.Decoder

func init() {
	capabilities.Setup(true, 0) // --allow-privileged
	info, ok := runtime.SerializerInfoForMediaType(legacyscheme.Codecs.SupportedMediaTypes(), runtime.ContentTypeJSON)
	if !ok {
		panic("no JSON serializer")
	}
	internal := schema.GroupVersion{Group: "apps", Version: runtime.APIVersionInternal}
	decoder = legacyscheme.Codecs.DecoderToVersion(info.StrictSerializer, internal)
}

// AsSent is the body that kubectl sends for JSON: read into untyped values and written again.
func AsSent(raw []byte) []byte {
	object, _, err := unstructured.UnstructuredJSONScheme.Decode(raw, nil, nil)
	if err != nil {
		return raw
	}
	sent, err := runtime.Encode(unstructured.UnstructuredJSONScheme, object)
	if err != nil {
		return raw
	}
	return sent
}

// Decode reads a DaemonSet as the server does; unknown and duplicate fields are told of apart.
func Decode(raw []byte) (*apps.DaemonSet, []string, error) {
	kind := appsv1.SchemeGroupVersion.WithKind("DaemonSet")
	object, _, err := decoder.Decode(raw, &kind, &apps.DaemonSet{})
	var strict []string
	if err != nil {
		found, is := runtime.AsStrictDecodingError(err)
		if !is || object == nil {
			return nil, nil, err
		}
		for _, e := range found.Errors() {
			strict = append(strict, e.Error())
		}
	}
	ds, ok := object.(*apps.DaemonSet)
	if !ok {
		return nil, strict, fmt.Errorf("not a DaemonSet: %T", object)
	}
	return ds, strict, nil
}

// Request is the context of a request for DaemonSets or pods of a namespace.
func Request(verb, namespace, group, resource string) context.Context {
	ctx := genericapirequest.WithNamespace(genericapirequest.NewContext(), namespace)
	return genericapirequest.WithRequestInfo(ctx, &genericapirequest.RequestInfo{
		IsResourceRequest: true, Verb: verb, APIGroup: group, APIVersion: "v1", Resource: resource, Namespace: namespace,
	})
}

// Fill fills in what the create handler and the generic store fill in before BeforeCreate, and returns the namespace.
func Fill(object metav1.Object) string {
	rest.WipeObjectMetaSystemFields(object)
	if object.GetNamespace() == "" {
		object.SetNamespace("default")
	}
	rest.FillObjectMetaSystemFields(object)
	if object.GetName() == "" && object.GetGenerateName() != "" {
		base := object.GetGenerateName()
		if len(base) > 58 {
			base = base[:58]
		}
		object.SetName(base + "00000")
	}
	return object.GetNamespace()
}

// External returns the object as clients see it.
func External(ds *apps.DaemonSet) (*appsv1.DaemonSet, error) {
	external := &appsv1.DaemonSet{}
	if err := legacyscheme.Scheme.Convert(ds, external, nil); err != nil {
		return nil, err
	}
	return external, nil
}

// ValidateCreate prepares and validates a new DaemonSet, as far as BeforeCreate does it.
func ValidateCreate(ctx context.Context, ds *apps.DaemonSet) field.ErrorList {
	daemonsets.Strategy.PrepareForCreate(ctx, ds)
	return validateCreate(ctx, ds, daemonsets.Strategy)
}

// Pod makes the pod of a stored DaemonSet as the controller does, and returns what the server objects to in it.
func Pod(ds *appsv1.DaemonSet) (field.ErrorList, error) {
	_, errs, err := MakePod(ds)
	return errs, err
}

// MakePod makes the pod of a stored DaemonSet as the controller does, and says what the server objects to in it.
func MakePod(ds *appsv1.DaemonSet) (*core.Pod, field.ErrorList, error) {
	ds.APIVersion, ds.Kind = "apps/v1", "DaemonSet"
	generation, err := daemonutil.GetTemplateGeneration(ds)
	if err != nil {
		generation = nil
	}
	template := daemonutil.CreatePodTemplate(ds.Spec.Template, generation, "0")
	template.Spec.Affinity = daemonutil.ReplaceDaemonSetPodNodeNameNodeAffinity(template.Spec.Affinity, Node)
	owner := metav1.NewControllerRef(ds, appsv1.SchemeGroupVersion.WithKind("DaemonSet"))
	pod, err := controller.GetPodFromTemplate(&template, ds, owner)
	if err != nil {
		return nil, nil, err
	}
	pod.Namespace = ds.Namespace
	legacyscheme.Scheme.Default(pod)
	internal := &core.Pod{}
	if err := legacyscheme.Scheme.Convert(pod, internal, nil); err != nil {
		return nil, nil, err
	}
	ctx := Request("create", Fill(internal), "", "pods")
	pods.Strategy.PrepareForCreate(ctx, internal)
	return internal, validateCreate(ctx, internal, pods.Strategy), nil
}
