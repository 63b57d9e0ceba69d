export const POST = ({ locals, request, getClientAddress }) => locals.relais.setup(request, getClientAddress())
