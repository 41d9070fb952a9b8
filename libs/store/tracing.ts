import {
  context,
  propagation,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
  type Attributes,
  type Span,
} from '@opentelemetry/api';

/**
 * A step of a request's or a fact's way, for whoever has switched traces on; otherwise nothing. Its attributes say kinds and
 * counts, never a child's id or a text: traces are read by other people than records are.
 */
export async function traced<T>(name: string, attributes: Attributes, work: () => Promise<T>): Promise<T> {
  const span = tracer().startSpan(name, { kind: SpanKind.CLIENT, attributes });
  try {
    return await context.with(trace.setSpan(context.active(), span), work);
  } catch (error) {
    failed(span, error);
    throw error;
  } finally {
    span.end();
  }
}

/** The trace now running, as a W3C traceparent; undefined where none is recorded. */
export function traceparentHere(): string | undefined {
  const span = trace.getActiveSpan();
  if (span?.isRecording() !== true) return undefined;
  const carrier: { traceparent?: string } = {};
  propagation.inject(context.active(), carrier);
  return carrier.traceparent;
}

/**
 * Goes on, in another process, with the traces under which facts were recorded. Call the result when their step is done, with
 * the error where it failed.
 */
export function goOnWithTraces(
  name: string,
  metadata: readonly { readonly traceparent?: string }[],
): (error?: unknown) => void {
  const parents = new Set(metadata.flatMap(({ traceparent }) => (traceparent === undefined ? [] : [traceparent])));
  const spans = [...parents].map((traceparent) =>
    tracer().startSpan(name, { kind: SpanKind.CONSUMER }, propagation.extract(ROOT_CONTEXT, { traceparent })),
  );
  return (error) => {
    for (const span of spans) {
      if (error !== undefined) failed(span, error);
      span.end();
    }
  };
}

/** By its name alone: messages may quote what was being recorded. */
function failed(span: Span, error: unknown): void {
  span.setStatus({ code: SpanStatusCode.ERROR, message: error instanceof Error ? error.name : typeof error });
}

const tracer = () => trace.getTracer('waymark');
