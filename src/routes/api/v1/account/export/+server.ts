export const POST = ({ locals, request, getClientAddress }) => locals.relais.exportOwn(request, locals.who, getClientAddress())
