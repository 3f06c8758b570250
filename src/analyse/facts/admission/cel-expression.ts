/** An expression of CEL, as far as it is read: anything else is no expression here. */
export type CelExpression =
  | { readonly kind: 'literal'; readonly value: boolean | number | string | null }
  | { readonly kind: 'list'; readonly items: readonly CelExpression[] }
  | { readonly kind: 'name'; readonly name: string }
  | {
      readonly kind: 'select'
      readonly of: CelExpression
      readonly field: string
      /** written `.?` */
      readonly optional: boolean
    }
  | { readonly kind: 'index'; readonly of: CelExpression; readonly at: CelExpression }
  | {
      readonly kind: 'call'
      readonly name: string
      /** what the function is called on; absent: a function of its own, such as `has` */
      readonly of?: CelExpression
      readonly args: readonly CelExpression[]
    }
  | { readonly kind: 'not'; readonly of: CelExpression }
  | {
      readonly kind: 'binary'
      readonly sign: string
      readonly left: CelExpression
      readonly right: CelExpression
    }
  | {
      readonly kind: 'choice'
      readonly test: CelExpression
      readonly yes: CelExpression
      readonly no: CelExpression
    }
