package main

import (
	"strings"
	"sync"

	v1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/meta"
	"k8s.io/apimachinery/pkg/api/meta/testrestmapper"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apiserver/pkg/admission"
	"k8s.io/apiserver/pkg/admission/plugin/policy/validating"
	"k8s.io/apiserver/pkg/authentication/user"
	"k8s.io/apiserver/pkg/registry/rest"
	"k8s.io/apiserver/pkg/warning"
	dynamicfake "k8s.io/client-go/dynamic/fake"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes/fake"
	"k8s.io/kubernetes/pkg/api/legacyscheme"
	"k8s.io/kubernetes/pkg/apis/apps"
	"k8s.io/kubernetes/pkg/apis/core"
	daemonsets "k8s.io/kubernetes/pkg/registry/apps/daemonset"
	pods "k8s.io/kubernetes/pkg/registry/core/pod"

	"dslint/oracle/internal/kube"
)

var strict = func() runtime.Decoder {
	info, ok := runtime.SerializerInfoForMediaType(legacyscheme.Codecs.SupportedMediaTypes(), runtime.ContentTypeJSON)
	if !ok {
		panic("no JSON serializer")
	}
	return info.StrictSerializer
}()

// kinds knows the kinds of Kubernetes, and those of objects that are of none, as if they were defined in the cluster.
func kinds(objects []*unstructured.Unstructured) meta.RESTMapper {
	own := meta.NewDefaultRESTMapper(nil)
	for _, object := range objects {
		if gvk := object.GroupVersionKind(); !legacyscheme.Scheme.Recognizes(gvk) {
			scope := meta.RESTScopeRoot
			if object.GetNamespace() != "" {
				scope = meta.RESTScopeNamespace
			}
			own.Add(gvk, scope)
		}
	}
	return meta.MultiRESTMapper{testrestmapper.TestOnlyStaticRESTMapper(legacyscheme.Scheme), own}
}

// server is the admission plugin of an API server in which some objects are stored.
type server struct {
	plugin  *validating.Plugin
	client  *fake.Clientset
	mapper  meta.RESTMapper
	stopped chan struct{}
}

func newServer(stored []runtime.Object, objects []*unstructured.Unstructured, mapper meta.RESTMapper) *server {
	s := &server{stopped: make(chan struct{})}
	own, lists := []runtime.Object{}, map[schema.GroupVersionResource]string{}
	known := map[string]bool{}
	for _, object := range objects {
		gvk := object.GroupVersionKind()
		if !legacyscheme.Scheme.Recognizes(gvk) {
			plural, _ := meta.UnsafeGuessKindToResource(gvk)
			lists[plural] = gvk.Kind + "List"
			own = append(own, object)
			continue
		}
		typed, err := legacyscheme.Scheme.New(gvk)
		must(err)
		must(runtime.DefaultUnstructuredConverter.FromUnstructured(object.Object, typed))
		if namespace, is := typed.(*v1.Namespace); is {
			label(namespace)
			known[namespace.Name] = true
		}
		stored = append(stored, typed)
	}
	if namespace := (&v1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: metav1.NamespaceDefault}}); !known[namespace.Name] {
		label(namespace)
		stored = append(stored, namespace)
	}
	client := fake.NewSimpleClientset(stored...)
	dynamic := dynamicfake.NewSimpleDynamicClientWithCustomListKinds(runtime.NewScheme(), lists, own...)
	plugin, err := newPlugin()
	must(err)
	factory := informers.NewSharedInformerFactory(client, 0)
	plugin.SetExternalKubeClientSet(client)
	plugin.SetExternalKubeInformerFactory(factory)
	plugin.SetDynamicClient(dynamic)
	plugin.SetRESTMapper(mapper)
	plugin.SetDrainedNotification(s.stopped)
	allowEverything(plugin)
	must(plugin.ValidateInitialization())
	factory.Start(s.stopped)
	factory.WaitForCacheSync(s.stopped)
	if !plugin.WaitForReady() {
		panic("the plugin does not get ready")
	}
	s.plugin = plugin
	return s
}

func (s *server) stop() { close(s.stopped) }

// label gives a namespace the label that the server gives it.
func label(namespace *v1.Namespace) {
	metav1.SetMetaDataLabel(&namespace.ObjectMeta, v1.LabelMetadataName, namespace.Name)
}

type decision struct {
	Allowed  bool              `json:"allowed"`
	Reason   string            `json:"reason,omitempty"`
	Message  string            `json:"message,omitempty"`
	Warnings []string          `json:"warnings,omitempty"`
	Audit    map[string]string `json:"audit,omitempty"` // annotations of the audit event
	Error    string            `json:"error,omitempty"` // it is no DaemonSet or Pod that the server would take
}

// decide asks the plugin about a new object.
func (s *server) decide(raw []byte) decision {
	object, gvk, err := legacyscheme.Codecs.UniversalDecoder(
		schema.GroupVersion{Group: "apps", Version: runtime.APIVersionInternal},
		schema.GroupVersion{Version: runtime.APIVersionInternal},
	).Decode(raw, nil, nil)
	if err != nil {
		return decision{Error: err.Error()}
	}
	var strategy rest.RESTCreateStrategy
	var resource string
	switch object.(type) {
	case *apps.DaemonSet:
		strategy, resource = daemonsets.Strategy, "daemonsets"
	case *core.Pod:
		strategy, resource = pods.Strategy, "pods"
	default:
		return decision{Error: "neither a DaemonSet nor a Pod"}
	}
	metadata, err := meta.Accessor(object)
	must(err)
	in := kube.Fill(metadata)
	ctx := kube.Request("create", in, gvk.Group, resource)
	if err := rest.BeforeCreate(strategy, ctx, object); err != nil {
		return decision{Error: err.Error()}
	}
	heard := &warnings{}
	ctx = warning.WithWarningRecorder(ctx, heard)
	attributes := &audited{Attributes: admission.NewAttributesRecord(
		object, nil, *gvk, in, metadata.GetName(), gvk.GroupVersion().WithResource(resource), "",
		admission.Create, &metav1.CreateOptions{}, false, &user.DefaultInfo{Name: "oracle", Groups: []string{"system:authenticated"}},
	), annotations: map[string]string{}}
	err = s.plugin.Validate(ctx, attributes, admission.NewObjectInterfacesFromScheme(legacyscheme.Scheme))
	made := decision{Allowed: err == nil, Warnings: heard.texts, Audit: attributes.annotations}
	if err != nil {
		made.Reason, made.Message = string(apierrors.ReasonForError(err)), strings.TrimSpace(err.Error())
	}
	return made
}

// audited keeps the annotations that are meant for the audit event.
type audited struct {
	admission.Attributes
	annotations map[string]string
}

func (a *audited) AddAnnotation(key, value string) error {
	a.annotations[key] = value
	return nil
}

type warnings struct {
	lock  sync.Mutex
	texts []string
}

func (w *warnings) AddWarning(_, text string) {
	w.lock.Lock()
	defer w.lock.Unlock()
	w.texts = append(w.texts, text)
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}
