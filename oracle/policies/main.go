// Command policies answers what admission policies say of a DaemonSet and of the pod that its controller would make.
//
// Requests and answers are JSON, one a line. A request has "policies", "bindings", "params" and "namespaces", each a list
// of objects, and a "daemonSet". An answer says which policies and bindings the server would not store ("rejected", by
// kind and name), and for the DaemonSet and the pod: the object that expressions see, the decision that ends the request
// ("denied"), the warnings, the audit annotations, and every decision of every policy in order.
package main

import (
	"context"
	"encoding/json"
	"fmt"

	admissionv1 "k8s.io/api/admissionregistration/v1"
	appsv1 "k8s.io/api/apps/v1"
	v1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/util/validation/field"
	"k8s.io/apiserver/pkg/admission"
	"k8s.io/apiserver/pkg/admission/plugin/policy/generic"
	"k8s.io/apiserver/pkg/admission/plugin/policy/matching"
	"k8s.io/apiserver/pkg/admission/plugin/policy/validating"
	"k8s.io/apiserver/pkg/warning"
	"k8s.io/kubernetes/pkg/api/legacyscheme"
	"k8s.io/kubernetes/pkg/apis/admissionregistration"
	_ "k8s.io/kubernetes/pkg/apis/admissionregistration/install"
	policyvalidation "k8s.io/kubernetes/pkg/apis/admissionregistration/validation"

	"dslint/oracle/internal/kube"
	"dslint/oracle/internal/lines"
)

type request struct {
	Policies   []json.RawMessage `json:"policies"`
	Bindings   []json.RawMessage `json:"bindings"`
	Params     []json.RawMessage `json:"params"`
	Namespaces []v1.Namespace    `json:"namespaces"`
	DaemonSet  json.RawMessage   `json:"daemonSet"`
}

type answer struct {
	Rejected map[string][]string `json:"rejected,omitempty"`
	Set      *outcome            `json:"daemonSet,omitempty"`
	Pod      *outcome            `json:"pod,omitempty"`
	NoPod    []string            `json:"noPod,omitempty"`
	Error    string              `json:"error,omitempty"`
	Panic    string              `json:"panic,omitempty"`
}

type outcome struct {
	Object    any               `json:"object"`
	Denied    string            `json:"denied,omitempty"`
	Warnings  []string          `json:"warnings,omitempty"`
	Audit     map[string]string `json:"audit,omitempty"`
	Decisions []decision        `json:"decisions,omitempty"`
}

type decision struct {
	Policy  string `json:"policy"`
	Action  string `json:"action"`
	Kind    string `json:"kind"`
	Message string `json:"message,omitempty"`
}

// what stands for what the server makes up for each object
const (
	noUID  = "00000000-0000-0000-0000-000000000000"
	madeUp = "xxxxx"
)

func (a *answer) SetPanic(text string) { a.Panic = text }

func main() {
	lines.Serve(func() *answer { return &answer{} }, answerTo)
}

func answerTo(r *request, a *answer) {
	hooks, err := stored(r, a)
	if err != nil {
		a.Error = err.Error()
		return
	}
	ds, _, err := kube.Decode(kube.AsSent(r.DaemonSet))
	if err != nil {
		a.Error = err.Error()
		return
	}
	given := ds.Name
	if given == "" && ds.GenerateName != "" {
		ds.Name = ds.GenerateName + madeUp
	}
	namespace := kube.Fill(ds)
	ctx := kube.Request("create", namespace, "apps", "daemonsets")
	if errs := kube.ValidateCreate(ctx, ds); len(errs) > 0 {
		a.Error = errs.ToAggregate().Error()
		return
	}
	forget(&ds.ObjectMeta)
	resource := schema.GroupVersionResource{Group: "apps", Version: "v1", Resource: "daemonsets"}
	a.Set, err = admit(hooks, r, ds, appsv1.SchemeGroupVersion.WithKind("DaemonSet"), resource, given, namespace)
	if err != nil {
		a.Error = err.Error()
		return
	}
	external, err := kube.External(ds)
	if err != nil {
		a.Error = err.Error()
		return
	}
	external.UID = noUID
	pod, errs, err := kube.MakePod(external)
	if err != nil || len(errs) > 0 { // which is not a matter of policies
		a.NoPod = words(errs, err)
		return
	}
	forget(&pod.ObjectMeta)
	pod.Name = pod.GenerateName + madeUp
	resource = schema.GroupVersionResource{Version: "v1", Resource: "pods"}
	a.Pod, err = admit(hooks, r, pod, v1.SchemeGroupVersion.WithKind("Pod"), resource, "", namespace)
	if err != nil {
		a.Error = err.Error()
	}
}

// forget takes out what differs from request to request.
func forget(m *metav1.ObjectMeta) {
	m.UID, m.CreationTimestamp = "", metav1.Time{}
}

// stored returns the policies and bindings that the server would store, compiled, each policy with its bindings.
func stored(r *request, a *answer) ([]validating.PolicyHook, error) {
	a.Rejected = map[string][]string{}
	var hooks []validating.PolicyHook
	index := map[string]int{}
	for _, raw := range r.Policies {
		known := policyOf(raw)
		policy := known.policy
		if len(known.rejected) > 0 {
			a.Rejected["policy "+nameOf(raw)] = known.rejected
			continue
		}
		index[policy.Name] = len(hooks)
		hook := validating.PolicyHook{Policy: policy, Evaluator: known.evaluator}
		if kind := policy.Spec.ParamKind; kind != nil {
			hook.ParamInformer, hook.ParamScope = paramsOf(r.Params, kind)
		}
		hooks = append(hooks, hook)
	}
	for _, raw := range r.Bindings {
		binding := &admissionv1.ValidatingAdmissionPolicyBinding{}
		errs, err := read(raw, binding, &admissionregistration.ValidatingAdmissionPolicyBinding{}, func(o runtime.Object) field.ErrorList {
			return policyvalidation.ValidateValidatingAdmissionPolicyBinding(o.(*admissionregistration.ValidatingAdmissionPolicyBinding))
		})
		if err != nil || len(errs) > 0 {
			a.Rejected["binding "+nameOf(raw)] = words(errs, err)
			continue
		}
		if at, ok := index[binding.Spec.PolicyName]; ok {
			hooks[at].Bindings = append(hooks[at].Bindings, binding)
		}
	}
	var bound []validating.PolicyHook
	for _, hook := range hooks {
		if len(hook.Bindings) > 0 {
			bound = append(bound, hook)
		}
	}
	return bound, nil
}

// asked is a policy as the server has it when it is stored: validated and compiled once.
type asked struct {
	policy    *admissionv1.ValidatingAdmissionPolicy
	rejected  []string
	evaluator validating.Validator
}

var policies = map[string]asked{}

func policyOf(raw []byte) asked {
	if known, ok := policies[string(raw)]; ok {
		return known
	}
	policy := &admissionv1.ValidatingAdmissionPolicy{}
	errs, err := read(raw, policy, &admissionregistration.ValidatingAdmissionPolicy{}, func(o runtime.Object) field.ErrorList {
		return policyvalidation.ValidateValidatingAdmissionPolicy(o.(*admissionregistration.ValidatingAdmissionPolicy))
	})
	found := asked{policy: policy, rejected: words(errs, err)}
	if len(found.rejected) == 0 {
		found.evaluator = compile(policy)
	}
	policies[string(raw)] = found
	return found
}

// read decodes and defaults an object, and validates it as the server does before it stores it.
func read(raw []byte, external, internal runtime.Object, validate func(runtime.Object) field.ErrorList) (field.ErrorList, error) {
	decoder := legacyscheme.Codecs.UniversalDeserializer()
	if _, _, err := decoder.Decode(raw, nil, external); err != nil {
		return nil, err
	}
	legacyscheme.Scheme.Default(external)
	if err := legacyscheme.Scheme.Convert(external, internal, nil); err != nil {
		return nil, err
	}
	return validate(internal), nil
}

func words(errs field.ErrorList, err error) []string {
	if err != nil {
		return []string{err.Error()}
	}
	var out []string
	for _, e := range errs {
		out = append(out, e.Error())
	}
	return out
}

func nameOf(raw []byte) string {
	var named struct{ Metadata struct{ Name string } }
	_ = json.Unmarshal(raw, &named)
	return named.Metadata.Name
}

// admit asks the policies about the creation of an object.
func admit(hooks []validating.PolicyHook, r *request, object runtime.Object, kind schema.GroupVersionKind, resource schema.GroupVersionResource, name, namespace string) (*outcome, error) {
	attributes := admission.NewAttributesRecord(object, nil, kind, namespace, name, resource, "", admission.Create, &metav1.CreateOptions{}, false, nil)
	objects := admission.NewObjectInterfacesFromScheme(legacyscheme.Scheme)
	seen, err := admission.NewVersionedAttributes(attributes, kind, objects)
	if err != nil {
		return nil, err
	}
	out := &outcome{Audit: map[string]string{}}
	if out.Object, err = runtime.DefaultUnstructuredConverter.ToUnstructured(seen.GetObject()); err != nil {
		return nil, err
	}
	recorded := make([]validating.PolicyHook, len(hooks))
	for i, hook := range hooks {
		recorded[i] = hook
		recorded[i].Evaluator = recorder{hook.Evaluator, hook.Policy.Name, out}
	}
	lister := namespaces(r.Namespaces)
	dispatcher := validating.NewDispatcher(nil, generic.NewPolicyMatcher(matching.NewMatcher(lister, missing())))
	ctx := warning.WithWarningRecorder(context.Background(), out)
	if err := dispatcher.Dispatch(ctx, annotated{attributes, out}, objects, recorded); err != nil {
		out.Denied = err.Error()
	}
	return out, nil
}

// AddWarning makes an outcome the recorder of warnings.
func (o *outcome) AddWarning(_, text string) { o.Warnings = append(o.Warnings, text) }

type annotated struct {
	admission.Attributes
	out *outcome
}

func (a annotated) AddAnnotation(key, value string) error {
	a.out.Audit[key] = value
	return nil
}

func describe(policy string, result validating.ValidateResult) []decision {
	var out []decision
	for _, d := range result.Decisions {
		out = append(out, decision{policy, string(d.Action), string(d.Evaluation), d.Message})
	}
	for _, d := range result.AuditAnnotations {
		if d.Action == validating.AuditAnnotationActionError {
			out = append(out, decision{policy, fmt.Sprintf("audit %s", d.Action), d.Key, d.Error})
		}
	}
	return out
}
