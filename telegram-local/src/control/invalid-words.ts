import type { FastifySchemaValidationError } from 'fastify/types/schema.js'

/** What is wrong with a request, in one sentence for each problem; ajv alone names neither unknown fields nor allowed values. */
export function invalidWords(context = 'request', problems: readonly FastifySchemaValidationError[]): string {
  return problems
    .map(({ keyword, instancePath, message = 'is wrong', params }) => {
      const where = `${context}${instancePath}`
      const unknown = params['additionalProperty']
      if (keyword === 'additionalProperties') return `${where} has no field "${String(unknown)}"`
      const allowed = params['allowedValues']
      return `${where} ${message}${Array.isArray(allowed) ? `: ${allowed.join(', ')}` : ''}`
    })
    .join('; ')
}
