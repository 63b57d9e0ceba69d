export const POST = ({ locals, request, getClientAddress }) => locals.relais.comeByProvider(request, locals.who, getClientAddress())
