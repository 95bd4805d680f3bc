// Command policies answers what the API server decides of manifests by ValidatingAdmissionPolicies.
//
// Requests and answers are JSON, one a line:
//
//	{"policies": [{…}], "bindings": [{…}], "objects": [{…}], "manifests": [{…}]}
//
// objects are what is in the cluster: parameters, and namespaces besides "default". A manifest is a new DaemonSet or Pod.
// The user may do everything. The answer:
//
//	{"policies": [{"errors": […], "typeErrors": […]}], "bindings": [{"errors": […]}], "decisions": [{"allowed": true, …}]}
//
// A policy or binding with errors is not taken by the server, and does not decide.
package main

import (
	"encoding/json"

	admissionv1 "k8s.io/api/admissionregistration/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/util/validation/field"
	"k8s.io/apiserver/pkg/admission/plugin/policy/validating"
	"k8s.io/apiserver/pkg/cel/openapi/resolver"
	"k8s.io/kubernetes/pkg/api/legacyscheme"
	"k8s.io/kubernetes/pkg/apis/admissionregistration"
	_ "k8s.io/kubernetes/pkg/apis/admissionregistration/install" // the types that the decoder knows
	"k8s.io/kubernetes/pkg/apis/admissionregistration/validation"
	"k8s.io/kubernetes/pkg/generated/openapi"

	"dslint/oracle/internal/lines"
)

type request struct {
	Policies  []json.RawMessage            `json:"policies"`
	Bindings  []json.RawMessage            `json:"bindings"`
	Objects   []*unstructured.Unstructured `json:"objects"`
	Manifests []json.RawMessage            `json:"manifests"`
}

type answer struct {
	Policies  []judged   `json:"policies"`
	Bindings  []judged   `json:"bindings"`
	Decisions []decision `json:"decisions"`
	Panic     string     `json:"panic,omitempty"`
}

func (a *answer) SetPanic(text string) { a.Panic = text }

// judged is what the server says of a policy or a binding when it is created.
type judged struct {
	DecodeError string      `json:"decodeError,omitempty"`
	Errors      []refusal   `json:"errors,omitempty"`
	TypeErrors  []typeError `json:"typeErrors,omitempty"` // status.typeChecking, of a policy that is taken
}

type refusal struct {
	Field string `json:"field"`
	Type  string `json:"type"`
	Text  string `json:"text"`
}

type typeError struct {
	Field string `json:"field"`
	Text  string `json:"text"`
}

func main() {
	lines.Serve(func() *answer { return &answer{Policies: []judged{}, Bindings: []judged{}, Decisions: []decision{}} }, serve)
}

func serve(r *request, a *answer) {
	mapper := kinds(r.Objects)
	checker := validating.TypeChecker{
		SchemaResolver: resolver.NewDefinitionsSchemaResolver(openapi.GetOpenAPIDefinitions, legacyscheme.Scheme),
		RestMapper:     mapper,
	}
	stored := []runtime.Object{}
	for _, raw := range r.Policies {
		policy, internal := &admissionv1.ValidatingAdmissionPolicy{}, &admissionregistration.ValidatingAdmissionPolicy{}
		found := judge(raw, "ValidatingAdmissionPolicy", policy, internal, func() field.ErrorList {
			return validation.ValidateValidatingAdmissionPolicy(internal)
		})
		if found.taken() {
			for _, warning := range checker.Check(policy) {
				found.TypeErrors = append(found.TypeErrors, typeError{warning.FieldRef, warning.Warning})
			}
			stored = append(stored, policy)
		}
		a.Policies = append(a.Policies, found)
	}
	for _, raw := range r.Bindings {
		binding := &admissionv1.ValidatingAdmissionPolicyBinding{}
		internal := &admissionregistration.ValidatingAdmissionPolicyBinding{}
		found := judge(raw, "ValidatingAdmissionPolicyBinding", binding, internal, func() field.ErrorList {
			return validation.ValidateValidatingAdmissionPolicyBinding(internal)
		})
		if found.taken() {
			stored = append(stored, binding)
		}
		a.Bindings = append(a.Bindings, found)
	}
	if len(r.Manifests) == 0 {
		return
	}
	s := newServer(stored, r.Objects, mapper)
	defer s.stop()
	for _, manifest := range r.Manifests {
		a.Decisions = append(a.Decisions, s.decide(manifest))
	}
}

func (j judged) taken() bool { return j.DecodeError == "" && len(j.Errors) == 0 }

// judge decodes an object, fills in defaults and validates it, as the server does of a new one.
func judge(raw []byte, kind string, external, internal runtime.Object, validate func() field.ErrorList) judged {
	as := admissionv1.SchemeGroupVersion.WithKind(kind)
	decoder := legacyscheme.Codecs.DecoderToVersion(strict, schema.GroupVersion{Group: as.Group, Version: runtime.APIVersionInternal})
	if _, _, err := decoder.Decode(raw, &as, internal); err != nil {
		return judged{DecodeError: err.Error()}
	}
	found := judged{}
	for _, err := range validate() {
		found.Errors = append(found.Errors, refusal{err.Field, string(err.Type), err.Error()})
	}
	if err := legacyscheme.Scheme.Convert(internal, external, nil); err != nil {
		found.DecodeError = err.Error()
	}
	return found
}
