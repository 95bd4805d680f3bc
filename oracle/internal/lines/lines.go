// Package lines serves requests that are JSON, one a line, with answers of the same kind, in the same order.
package lines

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"os"
)

// Answer is anything that can say that the code panicked on a request.
type Answer interface{ SetPanic(text string) }

// Serve answers every line of standard input on standard output. A panic of the code that is asked is an answer too.
func Serve[R any, A Answer](fresh func() A, answer func(request *R, a A)) {
	in := bufio.NewReaderSize(os.Stdin, 1<<20)
	out := bufio.NewWriterSize(os.Stdout, 1<<20)
	defer out.Flush()
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	for {
		line, err := in.ReadBytes('\n')
		if len(bytes.TrimSpace(line)) > 0 {
			if err := encoder.Encode(one(line, fresh, answer)); err != nil {
				panic(err)
			}
			if in.Buffered() == 0 {
				out.Flush()
			}
		}
		if err != nil {
			return
		}
	}
}

func one[R any, A Answer](line []byte, fresh func() A, answer func(request *R, a A)) (a A) {
	a = fresh()
	defer func() {
		if p := recover(); p != nil {
			a = fresh()
			a.SetPanic(fmt.Sprint(p))
		}
	}()
	request := new(R)
	if err := json.Unmarshal(line, request); err != nil {
		panic("request: " + err.Error())
	}
	answer(request, a)
	return a
}
