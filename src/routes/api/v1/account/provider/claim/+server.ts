export const POST = ({ locals, request }) => locals.relais.claimProvider(request, locals.who)
