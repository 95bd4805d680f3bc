// Command reader answers what kubectl makes of a text: the documents as JSON, and the error that ends it.
//
// Requests and answers are JSON, one a line: {"text": "…"} and {"documents": [{…}, …], "error": "…"}.
package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"

	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/util/yaml"

	"dslint/oracle/internal/lines"
)

type request struct {
	Text string `json:"text"`
}

type answer struct {
	Documents []json.RawMessage `json:"documents"`
	Error     string            `json:"error,omitempty"`
	Panic     string            `json:"panic,omitempty"`
}

func (a *answer) SetPanic(text string) { a.Panic = text }

func main() {
	lines.Serve(func() *answer { return &answer{} }, read)
}

// read does what kubectl's StreamVisitor does (k8s.io/cli-runtime/pkg/resource/visitor.go).
func read(r *request, a *answer) {
	text := bytes.TrimPrefix([]byte(r.Text), []byte("\xef\xbb\xbf"))
	decoder := yaml.NewYAMLOrJSONDecoder(bytes.NewReader(text), 4096)
	for {
		found := runtime.RawExtension{}
		if err := decoder.Decode(&found); err != nil {
			if !errors.Is(err, io.EOF) {
				a.Error = err.Error()
			}
			return
		}
		value := bytes.TrimSpace(found.Raw)
		if len(value) == 0 || bytes.Equal(value, []byte("null")) {
			continue
		}
		if !json.Valid(value) {
			a.Error = "not JSON"
			return
		}
		a.Documents = append(a.Documents, append(json.RawMessage{}, value...))
	}
}
