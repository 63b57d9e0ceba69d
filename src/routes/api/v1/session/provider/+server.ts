export const PUT = ({ locals, request }) => locals.relais.askProvider(request)
export const POST = ({ locals, request, getClientAddress }) => locals.relais.comeByProvider(request, locals.who, getClientAddress())
